//! Host names: what a request asks for, and what a tenant may own.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::{invalid::Invalid, slug::Slug};

/// A normalised host: a lower-case name without port or trailing dot, or an IP literal
/// (`127.0.0.1`, `[::1]`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host(String);

impl Host {
    /// Reads the raw value of a `Host` header.
    ///
    /// Names are labels of letters, digits and inner hyphens, at most 63 bytes each and 253 in all.
    ///
    /// # Errors
    /// `host_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if let Some(rest) = raw.strip_prefix('[') {
            let (literal, port) = rest.split_once(']').ok_or(HOST_INVALID)?;
            let address: Ipv6Addr = literal.parse().map_err(|_cause| HOST_INVALID)?;
            if !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
                return Err(HOST_INVALID);
            }
            return Ok(Self(format!("[{address}]")));
        }
        let name = match raw.split_once(':') {
            Some((name, port)) if is_port(port) => name,
            Some(_) => return Err(HOST_INVALID),
            None => raw,
        };
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        if name.len() > 253 || !name.split('.').all(is_label) {
            return Err(HOST_INVALID);
        }
        // What ends in digits is an IPv4 address or nothing: no top-level domain is a number.
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|b| b.is_ascii_digit()) && name.parse::<Ipv4Addr>().is_err() {
            return Err(HOST_INVALID);
        }
        Ok(Self(name))
    }

    /// Whether it is an IP literal rather than a name.
    #[must_use]
    pub fn is_ip(&self) -> bool {
        self.0.starts_with('[') || self.0.parse::<Ipv4Addr>().is_ok()
    }
}

text_type!(Host);

/// Digits up to 65535; RFC 3986 lets the port be empty.
fn is_port(port: &str) -> bool {
    port.is_empty() || (port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whose a host is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostKind {
    /// A base domain itself, or `www.` before it: the platform's own pages.
    Platform,
    /// One label below a base domain (`www.` before it ignored): a tenant by its slug.
    Subdomain(Slug),
    /// Anything else, for the table of domains: other names, deeper levels, reserved labels, IPs.
    Custom(Host),
}

/// The domains of the platform itself, under which tenants get their subdomains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseDomains(Vec<Host>);

impl BaseDomains {
    /// The bases given. Where one lies under another, the longer one decides.
    #[must_use]
    pub fn new(bases: impl IntoIterator<Item = Host>) -> Self {
        let mut bases: Vec<Host> = bases.into_iter().collect();
        bases.sort_by_key(|base| std::cmp::Reverse(base.0.len()));
        bases.dedup();
        Self(bases)
    }

    /// Reads a list such as `localhost,panal.co`; blanks around names are ignored.
    ///
    /// # Errors
    /// `host_invalid`; `base_domains_empty` when there is none.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let bases: Vec<Host> = raw
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(Host::parse)
            .collect::<Result<_, _>>()?;
        if bases.is_empty() {
            return Err(BASES_EMPTY);
        }
        Ok(Self::new(bases))
    }

    /// The bases, longest first.
    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        self.0.iter()
    }

    /// Whose `host` is.
    #[must_use]
    pub fn classify(&self, host: &Host) -> HostKind {
        if self.is_platform(host) {
            return HostKind::Platform;
        }
        let below = self
            .0
            .iter()
            .filter(|base| !base.is_ip())
            .find_map(|base| host.0.strip_suffix(base.as_str())?.strip_suffix('.'));
        below
            .map(|label| label.strip_prefix("www.").unwrap_or(label))
            .filter(|label| !label.contains('.'))
            .and_then(|label| Slug::parse(label).ok())
            .map_or_else(|| HostKind::Custom(host.clone()), HostKind::Subdomain)
    }

    /// Whether `name` is a base or, at whatever depth, under one.
    fn covers(&self, name: &str) -> bool {
        self.0.iter().any(|base| {
            name.strip_suffix(base.as_str())
                .is_some_and(|below| below.is_empty() || below.ends_with('.'))
        })
    }

    /// Whether `host` is a base or `www.` before one.
    #[must_use]
    pub fn is_platform(&self, host: &Host) -> bool {
        let bare = host.0.strip_prefix("www.").unwrap_or(&host.0);
        self.0
            .iter()
            .any(|base| base == host || base.as_str() == bare)
    }
}

/// A domain of a tenant's own that can be stored: a name with a dot, no port, no IP address.
/// Punycode (`xn--...`) is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(String);

impl DomainName {
    /// Reads a domain, without regard to which bases the platform has.
    ///
    /// # Errors
    /// `domain_with_port`, `domain_is_ip`, `domain_without_dot`, `domain_invalid`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let host = Host::parse(raw.trim()).map_err(|_cause| DOMAIN_INVALID)?;
        if host.is_ip() {
            return Err(DOMAIN_IS_IP);
        }
        if raw.contains(':') {
            return Err(DOMAIN_WITH_PORT);
        }
        if !host.0.contains('.') {
            return Err(DOMAIN_WITHOUT_DOT);
        }
        Ok(Self(host.0))
    }

    /// Reads a domain that a tenant may have: not a base of the platform, nor any name under one. Those follow from the
    /// slugs, and one of them as somebody's custom domain would be another tenant's address.
    ///
    /// # Errors
    /// `domain_reserved`, and those of [`DomainName::parse`].
    pub fn parse_for_tenant(raw: &str, bases: &BaseDomains) -> Result<Self, Invalid> {
        let domain = Self::parse(raw)?;
        if bases.covers(&domain.0) {
            return Err(DOMAIN_RESERVED);
        }
        Ok(domain)
    }

    /// As the host that a request would name.
    #[must_use]
    pub fn to_host(&self) -> Host {
        Host(self.0.clone())
    }
}

text_type!(DomainName);

impl From<DomainName> for Host {
    fn from(domain: DomainName) -> Self {
        Self(domain.0)
    }
}

const HOST_INVALID: Invalid = Invalid::new(
    "host_invalid",
    "Use un nombre de host como «clinica.panal.co»: letras, números, guiones y puntos.",
    "Use a host name such as \"clinica.panal.co\": letters, digits, hyphens and dots.",
);
const BASES_EMPTY: Invalid = Invalid::new(
    "base_domains_empty",
    "Indique al menos un dominio base, por ejemplo «panal.co».",
    "Give at least one base domain, for instance \"panal.co\".",
);
const DOMAIN_INVALID: Invalid = Invalid::new(
    "domain_invalid",
    "Use un dominio como «www.miclinica.com»: letras, números, guiones y puntos; si lleva tildes o eñe, escríbalo en Punycode.",
    "Use a domain such as \"www.myclinic.com\": letters, digits, hyphens and dots; write accented letters in Punycode.",
);
const DOMAIN_WITH_PORT: Invalid = Invalid::new(
    "domain_with_port",
    "Escriba el dominio sin puerto.",
    "Write the domain without a port.",
);
const DOMAIN_IS_IP: Invalid = Invalid::new(
    "domain_is_ip",
    "Use un nombre de dominio en vez de una dirección IP.",
    "Use a domain name instead of an IP address.",
);
const DOMAIN_WITHOUT_DOT: Invalid = Invalid::new(
    "domain_without_dot",
    "Escriba el dominio completo, por ejemplo «miclinica.com».",
    "Write the whole domain, for instance \"myclinic.com\".",
);
const DOMAIN_RESERVED: Invalid = Invalid::new(
    "domain_reserved",
    "Ese dominio es de la plataforma o está debajo de uno suyo; use uno propio, como «www.miclinica.com».",
    "That domain is the platform's or lies under one of its own; use one of yours, such as \"www.myclinic.com\".",
);
