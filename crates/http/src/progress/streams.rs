//! How many may follow a request at once.

use crate::limit::network;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// Streams that may be open at once for those who register.
const PUBLIC: usize = 200;
/// Streams of theirs from one address, and of one request.
const EACH: usize = 3;
/// Streams that may be open at once for super admins, whatever the others do.
const SUPER_ADMINS: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Address(IpAddr),
    Request(Uuid),
}

type Open = Arc<Mutex<HashMap<Key, usize>>>;

/// The streams that are open.
#[derive(Clone)]
pub(super) struct Streams {
    public: Arc<Semaphore>,
    super_admins: Arc<Semaphore>,
    open: Open,
}

/// A stream that is open; dropped, it is closed.
pub(super) struct Place {
    open: Open,
    keys: Vec<Key>,
    _permit: OwnedSemaphorePermit,
}

/// Why no stream is opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// There are as many as the server has.
    Everybody,
    /// There are as many as one address, or one request, may have.
    Caller,
}

impl Streams {
    pub(super) fn new() -> Self {
        Self {
            public: Arc::new(Semaphore::new(PUBLIC)),
            super_admins: Arc::new(Semaphore::new(SUPER_ADMINS)),
            open: Open::default(),
        }
    }

    /// A place for somebody who follows a registration.
    pub(super) fn public(&self, address: Option<IpAddr>, request: Uuid) -> Result<Place, Full> {
        let keys = vec![Key::Address(network(address)), Key::Request(request)];
        let permit = permit(&self.public)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if keys
            .iter()
            .any(|key| open.get(key).is_some_and(|most| *most >= EACH))
        {
            return Err(Full::Caller);
        }
        for key in &keys {
            *open.entry(*key).or_default() += 1;
        }
        drop(open);
        Ok(Place {
            open: Arc::clone(&self.open),
            keys,
            _permit: permit,
        })
    }

    /// A place for a super admin.
    pub(super) fn super_admin(&self) -> Result<Place, Full> {
        Ok(Place {
            open: Arc::clone(&self.open),
            keys: Vec::new(),
            _permit: permit(&self.super_admins)?,
        })
    }
}

fn permit(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Full> {
    Arc::clone(places)
        .try_acquire_owned()
        .map_err(|_full| Full::Everybody)
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            if let Some(count) = open.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    open.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn an_address_and_a_request_have_three_each_and_get_them_back() {
        let streams = Streams::new();
        let (one, other) = (Uuid::new_v4(), Uuid::new_v4());
        let mut open: Vec<Place> = (0..3)
            .map(|_| streams.public(address(1), one).ok().unwrap())
            .collect();
        assert_eq!(streams.public(address(1), other).err(), Some(Full::Caller));
        assert_eq!(streams.public(address(2), one).err(), Some(Full::Caller));
        assert!(streams.public(address(2), other).is_ok());
        open.pop();
        open.push(streams.public(address(1), one).ok().unwrap());
        drop(open);
        assert!(streams.open.lock().unwrap().is_empty());
    }

    #[test]
    fn those_who_register_take_no_place_of_super_admins() {
        let streams = Streams::new();
        let open: Vec<Place> = (0..PUBLIC)
            .map(|number| {
                let address = address(u8::try_from(number).unwrap());
                streams.public(address, Uuid::new_v4()).ok().unwrap()
            })
            .collect();
        let full = streams.public(address(255), Uuid::new_v4());
        assert_eq!(full.err(), Some(Full::Everybody));
        let theirs: Vec<Place> = (0..SUPER_ADMINS)
            .map(|_| streams.super_admin().ok().unwrap())
            .collect();
        assert_eq!(streams.super_admin().err(), Some(Full::Everybody));
        drop((open, theirs));
        assert!(streams.public(address(255), Uuid::new_v4()).is_ok());
    }
}
