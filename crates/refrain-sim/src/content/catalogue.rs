//! The songs of the service.

use std::sync::LazyLock;

use crate::content::name_patterns::Grammar;
use crate::content::texts::Texts;
use crate::random::{Stream, normal, stream, uniform};

/// The songs of the service, the most popular first, the same in every simulation.
#[derive(Debug)]
pub(crate) struct Catalogue {
    artists: Texts,
    titles: Texts,
    tracks: Vec<Track>,
    songs: Popularity,
}

#[derive(Debug, Clone, Copy)]
struct Track {
    artist: u32,
    /// Length in units of 10 µs: lengths have five decimals.
    length: u32,
}

/// One recording of a song.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Song<'a> {
    /// The artist who plays it.
    pub artist: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its length, with five decimals.
    pub length_seconds: f64,
}

/// Position of a song in the catalogue.
pub(crate) type SongIdx = u32;

const N_SONGS: u32 = 200_000;
const N_ARTISTS: u32 = 40_000;

/// Popularity falls off as 1 / (rank + offset); the offsets, like the sizes, are fitted to the
/// numbers of distinct songs and artists in Sparkify's mini and medium logs.
const SONG_OFFSET: f64 = 20.0;
const ARTIST_OFFSET: f64 = 60.0;

/// Lengths are log-normal with a mean of 249 s and a standard deviation of 98 s, as Sparkify's.
const LENGTH_MEDIAN_SECONDS: f64 = 231.7;
const LENGTH_SIGMA: f64 = 0.38;
const SHORTEST_SECONDS: f64 = 5.0;
const LONGEST_SECONDS: f64 = 3_000.0;
const LENGTH_UNITS_PER_SECOND: f64 = 100_000.0;

/// Any number would do.
const CATALOGUE_SEED: u64 = 0x5045_4157;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::compose);

impl Catalogue {
    /// Returns the songs that come with the crate.
    pub(crate) fn built_in() -> &'static Catalogue {
        &CATALOGUE
    }

    /// Draws a song by popularity.
    pub(crate) fn draw(&self, stream: &mut Stream) -> SongIdx {
        self.songs.draw(stream)
    }

    /// Returns the number of songs.
    pub(crate) fn n_songs(&self) -> u32 {
        N_SONGS
    }

    pub(crate) fn song(&self, song: SongIdx) -> Song<'_> {
        let track = self.tracks[song as usize];
        Song {
            artist: self.artists.get(track.artist),
            title: self.titles.get(song),
            length_seconds: f64::from(track.length) / LENGTH_UNITS_PER_SECOND,
        }
    }

    /// Returns how many whole seconds a song plays.
    pub(crate) fn whole_seconds(&self, song: SongIdx) -> i64 {
        i64::from(self.tracks[song as usize].length) / LENGTH_UNITS_PER_SECOND as i64
    }

    fn compose() -> Catalogue {
        let mut stream = stream(CATALOGUE_SEED, 0);
        let grammar = Grammar::built_in();
        let artists = Popularity::new(N_ARTISTS, ARTIST_OFFSET);
        Catalogue {
            // One stream makes all: the order of these fields is the order of the draws.
            artists: Texts::compose(N_ARTISTS, |_, out| grammar.artist(&mut stream, out)),
            titles: Texts::compose(N_SONGS, |_, out| grammar.title(&mut stream, out)),
            tracks: (0..N_SONGS).map(|_| Track::compose(artists, &mut stream)).collect(),
            songs: Popularity::new(N_SONGS, SONG_OFFSET),
        }
    }
}

impl Track {
    fn compose(artists: Popularity, stream: &mut Stream) -> Track {
        let artist = artists.draw(stream);
        let seconds = LENGTH_MEDIAN_SECONDS * libm::exp(LENGTH_SIGMA * normal(stream));
        let seconds = seconds.clamp(SHORTEST_SECONDS, LONGEST_SECONDS);
        // Whole units of 10 µs keep the five decimals that the log writes exact.
        Track { artist, length: (seconds * LENGTH_UNITS_PER_SECOND) as u32 }
    }
}

/// Ranks below `n`, with probabilities that fall off as 1 / (rank + offset).
#[derive(Debug, Clone, Copy)]
struct Popularity {
    n: u32,
    offset: f64,
    log_range: f64,
}

impl Popularity {
    fn new(n: u32, offset: f64) -> Popularity {
        Popularity { n, offset, log_range: libm::log1p(f64::from(n) / offset) }
    }

    /// Draws a rank.
    ///
    /// The logarithm of rank + offset is uniform, so one exponential inverts the distribution.
    fn draw(&self, stream: &mut Stream) -> u32 {
        let rank = self.offset * libm::expm1(uniform(stream) * self.log_range);
        // Rounding may lift a draw just below 1 to n itself.
        (rank as u32).min(self.n - 1)
    }
}
