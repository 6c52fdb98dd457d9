//! Agents as browsers send them.

use super::{BROWSERS, OPERATING_SYSTEMS, browser, device, operating_system};
use crate::shared_data::shared_file;

/// Operating system, browser, device; agent.
const EXAMPLES: [([&str; 3], &str); 33] = [
    (
        ["Windows", "Chrome", "desktop"],
        "\"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/36.0.1985.143 Safari/537.36\"",
    ),
    (
        ["Windows", "Firefox", "desktop"],
        "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:31.0) Gecko/20100101 Firefox/31.0",
    ),
    (
        ["Windows", "Internet Explorer", "desktop"],
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    ),
    (
        ["Windows", "Internet Explorer", "desktop"],
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Tablet PC 2.0)",
    ),
    (
        ["Windows", "Edge", "desktop"],
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/42.0.2311.135 Safari/537.36 Edge/12.246",
    ),
    (
        ["Windows", "Edge", "desktop"],
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/91.0.4472.124 Safari/537.36 Edg/91.0.864.59",
    ),
    (
        ["Windows", "Opera", "desktop"],
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/91.0.4472.124 Safari/537.36 OPR/77.0.4054.203",
    ),
    (
        ["Windows", "Opera", "desktop"],
        "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; en) Opera 8.50",
    ),
    (
        ["Windows", "Opera", "desktop"],
        "Mozilla/5.0 (Windows NT 5.1; U; en; rv:1.8.1) Gecko/20061208 Firefox/2.0.0 Opera 9.50",
    ),
    (
        ["Windows", "Safari", "desktop"],
        "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US) AppleWebKit/533.20.25 (KHTML, like \
         Gecko) Version/5.0.4 Safari/533.20.27",
    ),
    (
        ["Windows", "Internet Explorer", "phone"],
        "Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; \
         IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, \
         like Gecko) Mobile Safari/537",
    ),
    (
        ["Windows", "Edge", "phone"],
        "Mozilla/5.0 (Windows Phone 10.0; Android 4.2.1; Microsoft; Lumia 950) AppleWebKit/537.36 \
         (KHTML, like Gecko) Chrome/46.0.2486.0 Mobile Safari/537.36 Edge/13.10586",
    ),
    (
        ["Mac OS X", "Safari", "desktop"],
        "\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.78.2 (KHTML, like \
         Gecko) Version/7.0.6 Safari/537.78.2\"",
    ),
    (
        ["Mac OS X", "Chrome", "desktop"],
        "\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_4) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/36.0.1985.143 Safari/537.36\"",
    ),
    (
        ["Mac OS X", "Firefox", "desktop"],
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.9; rv:31.0) Gecko/20100101 Firefox/31.0",
    ),
    (
        ["Linux", "Firefox", "desktop"],
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:31.0) Gecko/20100101 Firefox/31.0",
    ),
    (
        ["Linux", "Chrome", "desktop"],
        "\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu \
         Chromium/36.0.1985.125 Chrome/36.0.1985.125 Safari/537.36\"",
    ),
    (
        ["Linux", "other", "desktop"],
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 \
         Safari/605.1.15",
    ),
    (
        ["Chrome OS", "Chrome", "desktop"],
        "Mozilla/5.0 (X11; CrOS x86_64 8172.45.0) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/51.0.2704.64 Safari/537.36",
    ),
    (
        ["iOS", "Safari", "phone"],
        "\"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, \
         like Gecko) Version/7.0 Mobile/11D257 Safari/9537.53\"",
    ),
    (
        ["iOS", "Safari", "tablet"],
        "\"Mozilla/5.0 (iPad; CPU OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like \
         Gecko) Version/7.0 Mobile/11D257 Safari/9537.53\"",
    ),
    (
        ["iOS", "Safari", "phone"],
        "\"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.1 (KHTML, \
         like Gecko) GSA/4.1.0.31802 Mobile/11D257 Safari/9537.53\"",
    ),
    (
        ["iOS", "Chrome", "phone"],
        "Mozilla/5.0 (iPhone; CPU iPhone OS 10_3 like Mac OS X) AppleWebKit/602.1.50 (KHTML, like \
         Gecko) CriOS/56.0.2924.75 Mobile/14E5239e Safari/602.1",
    ),
    (
        ["iOS", "Firefox", "tablet"],
        "Mozilla/5.0 (iPad; CPU iPhone OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like \
         Gecko) FxiOS/1.0 Mobile/12F69 Safari/600.1.4",
    ),
    (
        ["iOS", "Edge", "phone"],
        "Mozilla/5.0 (iPhone; CPU iPhone OS 12_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
         like Gecko) Version/12.0 EdgiOS/44.5.0.10 Mobile/15E148 Safari/604.1",
    ),
    (
        ["Android", "Chrome", "phone"],
        "Mozilla/5.0 (Linux; Android 8.0.0; Nexus 5X Build/OPR6.170623.013) AppleWebKit/537.36 \
         (KHTML, like Gecko) Chrome/61.0.3163.98 Mobile Safari/537.36",
    ),
    (
        ["Android", "Chrome", "tablet"],
        "Mozilla/5.0 (Linux; Android 4.3; Nexus 7 Build/JWR66Y) AppleWebKit/537.36 (KHTML, like \
         Gecko) Chrome/36.0.1985.131 Safari/537.36",
    ),
    (
        ["Android", "Firefox", "phone"],
        "Mozilla/5.0 (Android 4.4; Mobile; rv:41.0) Gecko/41.0 Firefox/41.0",
    ),
    (
        ["Android", "Firefox", "tablet"],
        "Mozilla/5.0 (Android 4.4; Tablet; rv:41.0) Gecko/41.0 Firefox/41.0",
    ),
    (
        ["Android", "other", "phone"],
        "Mozilla/5.0 (Linux; U; Android 4.0.3; ko-kr; LG-L160L Build/IML74K) AppleWebkit/534.30 \
         (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
    ),
    (
        ["Android", "Opera", "phone"],
        "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    ),
    (
        ["other", "other", "other"],
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    ),
    (["other", "other", "other"], ""),
];

#[test]
fn agents_are_what_their_browsers_say_they_are() {
    for (expected, agent) in EXAMPLES {
        let found = [operating_system(agent), browser(agent), device(agent)];
        assert_eq!(found, expected, "{agent}");
    }
}

#[test]
fn every_family_has_an_example() {
    let covers = |position: usize, name: &str| EXAMPLES.iter().any(|(is, _)| is[position] == name);
    assert!(OPERATING_SYSTEMS.iter().all(|name| covers(0, name)));
    assert!(BROWSERS.iter().all(|name| covers(1, name)));
}

#[test]
fn agents_of_the_generator_are_what_its_list_says() {
    let Some(bytes) = shared_file("eventsim/data/user agents.txt") else { return };
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).expect("the list is UTF-16");
    let mut n_agents = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, _, agent, listed_browser, listed_system] = fields[..] else {
            panic!("five fields: {line}");
        };
        let expected = (family_of_listed_system(listed_system), browser_listed_as(listed_browser));
        assert_eq!((operating_system(agent), browser(agent)), expected, "{agent}");
        assert_ne!(device(agent), "other", "{agent}");
        n_agents += 1;
    }
    assert_eq!(n_agents, 85);
}

/// The list names versions: `Win8.1 64-bit`.
fn family_of_listed_system(listed: &str) -> &'static str {
    match listed.trim() {
        "MacOSX" => "Mac OS X",
        "Linux" => "Linux",
        "iOS" => "iOS",
        windows if windows.starts_with("Win") => "Windows",
        unknown => panic!("no family of {unknown}"),
    }
}

/// The list puts no-break spaces between words and before versions.
fn browser_listed_as(listed: &str) -> &'static str {
    let words: Vec<&str> = listed.split('\u{a0}').collect();
    match words[..] {
        ["Chrome" | "Chromium", ..] => "Chrome",
        ["Firefox", ..] => "Firefox",
        ["IE", ..] => "Internet Explorer",
        // `GSA` is the Google application, not the Search Appliance that the list takes it for.
        ["Safari", ..] | ["Mobile", "Safari", ..] | ["Google", "Search", ..] => "Safari",
        _ => panic!("no family of {listed}"),
    }
}
