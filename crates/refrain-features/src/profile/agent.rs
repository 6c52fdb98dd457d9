//! Browser, operating system and device from a user agent.
//!
//! An agent first claims to be what its sites expect and only then says what it is: Chrome claims
//! Safari, Edge and Opera claim Chrome, everything claims Mozilla. So marks are tried in an order,
//! those that nobody else claims first. See MDN, "Browser detection using the user agent string",
//! and for Edge Microsoft, "Detect Microsoft Edge from your website".

#[cfg(test)]
mod tests;

/// Operating systems, as [`operating_system`] names them.
pub(crate) const OPERATING_SYSTEMS: [&str; 7] =
    [WINDOWS, MAC_OS_X, LINUX, IOS, ANDROID, CHROME_OS, OTHER];

/// Families of browsers, as [`browser`] names them.
pub(crate) const BROWSERS: [&str; 7] =
    [CHROME, FIREFOX, SAFARI, INTERNET_EXPLORER, EDGE, OPERA, OTHER];

const WINDOWS: &str = "Windows";
const MAC_OS_X: &str = "Mac OS X";
const LINUX: &str = "Linux";
const IOS: &str = "iOS";
const ANDROID: &str = "Android";
const CHROME_OS: &str = "Chrome OS";

const CHROME: &str = "Chrome";
const FIREFOX: &str = "Firefox";
const SAFARI: &str = "Safari";
const INTERNET_EXPLORER: &str = "Internet Explorer";
const EDGE: &str = "Edge";
const OPERA: &str = "Opera";

const DESKTOP: &str = "desktop";
const PHONE: &str = "phone";
const TABLET: &str = "tablet";

const OTHER: &str = "other";

/// Windows Phone claims Android and iPhone, iOS claims Mac OS X, Android claims Linux.
const SYSTEM_MARKS: [(&str, &str); 9] = [
    ("Windows", WINDOWS),
    ("iPhone", IOS),
    ("iPad", IOS),
    ("iPod", IOS),
    ("Android", ANDROID),
    ("CrOS", CHROME_OS),
    ("Mac OS X", MAC_OS_X),
    ("Macintosh", MAC_OS_X),
    ("Linux", LINUX),
];

/// Old Opera claims MSIE or Firefox, new Opera and Edge claim Chrome. The slash matters: Android 8
/// builds are named `OPR1`, `OPR6`.
const BROWSER_MARKS: [(&str, &str); 15] = [
    ("OPR/", OPERA),
    ("OPT/", OPERA),
    ("OPiOS/", OPERA),
    ("Opera", OPERA),
    ("Edg/", EDGE),
    ("Edge/", EDGE),
    ("EdgA/", EDGE),
    ("EdgiOS/", EDGE),
    ("MSIE ", INTERNET_EXPLORER),
    ("Trident/", INTERNET_EXPLORER),
    ("Firefox/", FIREFOX),
    ("FxiOS/", FIREFOX),
    ("Chrome/", CHROME),
    ("Chromium/", CHROME),
    ("CriOS/", CHROME),
];

/// Returns the operating system, one of [`OPERATING_SYSTEMS`]; Windows Phone is Windows.
pub(crate) fn operating_system(agent: &str) -> &'static str {
    first_marked(agent, &SYSTEM_MARKS).unwrap_or(OTHER)
}

/// Returns the family of the browser, one of [`BROWSERS`].
///
/// What builds on Chrome and is neither Edge nor Opera is Chrome; other applications that show
/// pages by Apple's engine and claim Safari are Safari.
pub(crate) fn browser(agent: &str) -> &'static str {
    first_marked(agent, &BROWSER_MARKS).unwrap_or_else(|| {
        // The stock browsers of Android, Linux desktops and BlackBerry claim Safari, which never
        // ran there.
        let runs_safari = matches!(operating_system(agent), MAC_OS_X | IOS | WINDOWS);
        if runs_safari && agent.contains("Safari/") { SAFARI } else { OTHER }
    })
}

/// Returns the class of the device: `desktop`, `phone`, `tablet` or `other`.
///
/// An iPad that asks for desktop pages sends a Mac's agent and cannot be told from one.
pub(crate) fn device(agent: &str) -> &'static str {
    let says = |mark| agent.contains(mark);
    match operating_system(agent) {
        // Not by `Tablet`: Internet Explorer says `Tablet PC 2.0` on desktops.
        WINDOWS if says("Windows Phone") || says("IEMobile") => PHONE,
        WINDOWS | MAC_OS_X | CHROME_OS => DESKTOP,
        IOS if says("iPad") => TABLET,
        IOS => PHONE,
        _ if says("X11") || says("Wayland") => DESKTOP,
        _ if says("Tablet") => TABLET,
        _ if says("Mobi") || says("Opera Mini") => PHONE,
        ANDROID => TABLET,
        _ => OTHER,
    }
}

fn first_marked(agent: &str, marks: &[(&str, &'static str)]) -> Option<&'static str> {
    marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}
