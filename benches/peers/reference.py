"""The reference features that every engine computes: their names, order and parameters."""

PAGES = {
    "thumbs_up": "Thumbs Up",
    "thumbs_down": "Thumbs Down",
    "add_to_playlist": "Add to Playlist",
    "add_friend": "Add Friend",
    "roll_advert": "Roll Advert",
    "errors": "Error",
    "help": "Help",
    "home": "Home",
    "logout": "Logout",
    "settings": "Settings",
    "save_settings": "Save Settings",
    "about": "About",
    "upgrade": "Upgrade",
    "downgrade": "Downgrade",
    "submit_upgrade": "Submit Upgrade",
    "submit_downgrade": "Submit Downgrade",
    "cancelled": "Cancellation Confirmation",
}
LOOKBACK_DAYS = (7, 14, 30)
DAY_MILLIS = 86_400_000

ENTITY = "userId"
TEXTS = ("gender", "last_level")
FLOATS = (
    "paid_share",
    "listen_seconds",
    "mean_session_songs",
    "std_session_songs",
    "mean_session_seconds",
    "max_session_seconds",
    "mean_gap_seconds",
)
COLUMNS = (
    "gender",
    "registration",
    "first_ts",
    "last_ts",
    "last_level",
    "n_events",
    "paid_share",
    "songs",
    "listen_seconds",
    "distinct_artists",
    "distinct_songs",
    "active_days",
    *(f"songs_{days}d" for days in LOOKBACK_DAYS),
    *PAGES,
    "n_sessions",
    "mean_session_songs",
    "max_session_songs",
    "std_session_songs",
    "mean_session_seconds",
    "max_session_seconds",
    "mean_gap_seconds",
)
