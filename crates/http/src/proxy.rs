//! What a request says of itself, and what of that is believed.
//!
//! `X-Forwarded-*`, `Forwarded`, `X-Request-Id` and `X-Tenant` count only when the connection comes from a trusted
//! proxy. `Forwarded` counts only where there is no `X-Forwarded-*`: most proxies write the latter and pass a client's
//! `Forwarded` on as it came.

use actix_http::{HttpMessage, Request, header::HeaderMap};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Who asks, by what host and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Claims {
    /// The client's address.
    pub(crate) address: Option<IpAddr>,
    /// The host asked for, unread; none was given, or it is no text.
    pub(crate) host: Option<String>,
    /// Whether the client came by HTTPS.
    pub(crate) secure: bool,
    /// The request's id, if a proxy gave one that can be used.
    pub(crate) request_id: Option<String>,
    /// The tenant that a proxy names.
    pub(crate) tenant: Option<String>,
    /// Whether a trusted proxy, or a program on this machine, asks for itself and not on a visitor's behalf.
    pub(crate) own: bool,
}

impl Claims {
    pub(crate) fn read(request: &Request, trusted: &[IpNet], header_mode: bool) -> Self {
        let headers = request.headers();
        // In absolute form the target's host overrides the header (RFC 9112, 3.2.2).
        let host = match request.uri().authority() {
            Some(authority) => Some(authority.as_str().to_owned()),
            None => text(headers, "host").map(str::to_owned),
        };
        let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
        let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
        let is_near = |address: &IpAddr| address.is_loopback() || is_trusted(address);
        let on_behalf = X
            .iter()
            .chain([&FORWARDED])
            .any(|name| headers.contains_key(*name));
        let plain = Self {
            address: peer,
            host,
            own: peer.as_ref().is_some_and(is_near) && !on_behalf,
            ..Self::default()
        };
        if !peer.as_ref().is_some_and(is_trusted) {
            return plain;
        }
        let forwarded = Forwarded::read(headers);
        // Each proxy appends whom it saw: the client is the last that is not a proxy of ours.
        let address = forwarded
            .addresses
            .iter()
            .rev()
            .find(|address| !is_trusted(address))
            .or(forwarded.addresses.first())
            .copied()
            .or(peer);
        Self {
            address,
            host: forwarded.host.or(plain.host),
            secure: forwarded
                .proto
                .is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
            request_id: text(headers, "x-request-id")
                .filter(|id| is_sane_id(id))
                .map(str::to_owned),
            tenant: text(headers, "x-tenant")
                .filter(|_| header_mode)
                .map(str::to_owned),
            own: plain.own,
        }
    }
}

const X: [&str; 3] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
const FORWARDED: &str = "forwarded";

#[derive(Default)]
struct Forwarded {
    addresses: Vec<IpAddr>,
    host: Option<String>,
    proto: Option<String>,
}

impl Forwarded {
    fn read(headers: &HeaderMap) -> Self {
        if X.iter().any(|name| headers.contains_key(*name)) {
            return Self {
                addresses: list(headers, X[0])
                    .into_iter()
                    .filter_map(address)
                    .collect(),
                host: list(headers, X[1]).last().map(|host| (*host).to_owned()),
                proto: list(headers, X[2]).last().map(|proto| (*proto).to_owned()),
            };
        }
        let mut forwarded = Self::default();
        for hop in list(headers, FORWARDED) {
            for pair in hop.split(';') {
                let Some((name, value)) = pair.split_once('=') else {
                    continue;
                };
                let value = value.trim().trim_matches('"');
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => forwarded.addresses.extend(address(value)),
                    "host" => forwarded.host = Some(value.to_owned()),
                    "proto" => forwarded.proto = Some(value.to_owned()),
                    _ => {}
                }
            }
        }
        forwarded
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// The members of a list header, over all its lines.
fn list<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|member| !member.is_empty())
        .collect()
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
fn address(raw: &str) -> Option<IpAddr> {
    raw.parse::<IpAddr>()
        .or_else(|_not_bare| raw.parse::<SocketAddr>().map(|socket| socket.ip()))
        .or_else(|_not_a_socket| raw.trim_matches(['[', ']']).parse::<IpAddr>())
        .ok()
        .map(|address| address.to_canonical())
}

/// Short and plain enough to stand in logs and headers.
fn is_sane_id(id: &str) -> bool {
    (8..=128).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn claims(peer: &str, headers: &[(&'static str, &'static str)]) -> Claims {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut request = TestRequest::get().peer_addr(peer.parse().unwrap());
        for header in headers {
            request = request.append_header(*header);
        }
        Claims::read(&request.to_request(), &trusted, true)
    }

    #[test]
    fn strangers_are_not_believed() {
        let said = claims(
            "203.0.113.9:1",
            &[
                ("host", "a.test"),
                ("x-forwarded-for", "1.1.1.1"),
                ("x-forwarded-host", "b.test"),
                ("x-forwarded-proto", "https"),
                ("forwarded", "for=1.1.1.1;host=c.test;proto=https"),
                ("x-request-id", "0123456789"),
                ("x-tenant", "victim"),
            ],
        );
        assert_eq!(said.address, Some("203.0.113.9".parse().unwrap()));
        assert_eq!(said.host.as_deref(), Some("a.test"));
        assert!(!said.secure);
        assert_eq!((said.request_id, said.tenant), (None, None));
    }

    #[test]
    fn a_proxy_says_whom_it_saw_and_the_client_cannot_add_to_that() {
        let said = claims(
            "10.0.0.1:1",
            &[
                ("host", "internal"),
                ("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.0.0.2"),
                ("x-forwarded-host", "clinica.test"),
                ("x-forwarded-proto", "https"),
                ("forwarded", "for=6.6.6.6;host=evil.test"),
                ("x-request-id", "abc-12345"),
                ("x-tenant", "clinica"),
            ],
        );
        assert_eq!(said.address, Some("198.51.100.7".parse().unwrap()));
        assert_eq!(said.host.as_deref(), Some("clinica.test"));
        assert!(said.secure);
        assert_eq!(said.request_id.as_deref(), Some("abc-12345"));
        assert_eq!(said.tenant.as_deref(), Some("clinica"));
    }

    #[test]
    fn the_standard_header_is_read_where_it_stands_alone() {
        let said = claims(
            "10.0.0.1:1",
            &[
                ("host", "x"),
                (
                    "forwarded",
                    "for=\"[2001:db8::1]:4711\";proto=https;host=\"a.test:8443\"",
                ),
            ],
        );
        assert_eq!(said.address, Some("2001:db8::1".parse().unwrap()));
        assert_eq!(said.host.as_deref(), Some("a.test:8443"));
        assert!(said.secure);
    }

    #[test]
    fn a_proxy_or_a_neighbour_may_ask_for_itself() {
        for (peer, headers, own) in [
            ("10.0.0.1:1", &[][..], true),
            ("127.0.0.1:1", &[], true),
            ("[::1]:1", &[], true),
            ("[::ffff:127.0.0.1]:1", &[], true),
            ("203.0.113.9:1", &[], false),
            ("10.0.0.1:1", &[("x-forwarded-for", "")], false),
            ("10.0.0.1:1", &[("x-forwarded-host", "a.test")], false),
            ("127.0.0.1:1", &[("forwarded", "for=6.6.6.6")], false),
        ] {
            assert_eq!(claims(peer, headers).own, own, "{peer} {headers:?}");
        }
    }

    #[test]
    fn odd_request_ids_are_replaced() {
        for id in ["short", "with space in it", "quote\"quote\"quote"] {
            assert!(!is_sane_id(id), "{id}");
        }
    }
}
