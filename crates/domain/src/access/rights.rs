use super::{Permission, catalogue};
use crate::{id::BranchId, industry::ModuleSet};
use std::collections::{BTreeMap, BTreeSet};

/// The branches for which a right holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BranchScope {
    /// Every branch, those to come included.
    All,
    /// These and no others.
    Only(BTreeSet<BranchId>),
}

impl BranchScope {
    /// Whether the right holds for `branch`. What belongs to no branch is everybody's.
    #[must_use]
    pub fn allows(&self, branch: Option<BranchId>) -> bool {
        match (self, branch) {
            (Self::All, _) | (Self::Only(_), None) => true,
            (Self::Only(branches), Some(branch)) => branches.contains(&branch),
        }
    }

    /// Whether every branch of `other` is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Only(_), Self::All) => false,
            (Self::Only(mine), Self::Only(theirs)) => theirs.is_subset(mine),
        }
    }

    /// The branches, where they are limited.
    #[must_use]
    pub fn limited(&self) -> Option<&BTreeSet<BranchId>> {
        match self {
            Self::All => None,
            Self::Only(branches) => Some(branches),
        }
    }

    fn add(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::All, _) => {}
            (_, Self::All) => *self = Self::All,
            (Self::Only(mine), Self::Only(theirs)) => mine.extend(theirs),
        }
    }
}

/// A role as somebody holds it, with what it inherits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Whether it, or an ancestor of it, has every permission.
    pub grants_all: bool,
    /// Codes of its permissions and its ancestors'.
    pub permissions: Vec<String>,
    /// Where it holds.
    pub branches: BranchScope,
}

impl HeldRole {
    /// What it gives that this program does not know, as while a newer one takes over.
    pub fn unknown(&self) -> impl Iterator<Item = &str> + '_ {
        self.permissions
            .iter()
            .map(String::as_str)
            .filter(|code| catalogue().find(code).is_none())
    }
}

/// What somebody may do, and in which branches: all held roles added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights(BTreeMap<&'static str, BranchScope>);

impl Rights {
    /// The sum of these roles. A permission that this program does not know gives nothing.
    #[must_use]
    pub fn of<'a>(roles: impl IntoIterator<Item = &'a HeldRole>) -> Self {
        let mut rights = Self::default();
        for role in roles {
            if role.grants_all {
                for permission in catalogue().iter() {
                    rights.add(permission, &role.branches);
                }
            } else {
                for permission in role
                    .permissions
                    .iter()
                    .filter_map(|code| catalogue().find(code))
                {
                    rights.add(permission, &role.branches);
                }
            }
        }
        rights
    }

    fn add(&mut self, permission: &'static Permission, branches: &BranchScope) {
        self.0
            .entry(permission.code)
            .and_modify(|scope| scope.add(branches))
            .or_insert_with(|| branches.clone());
    }

    /// Where the permission holds; `None` where it was never given.
    #[must_use]
    pub fn scope(&self, permission: &Permission) -> Option<&BranchScope> {
        self.0.get(permission.code)
    }

    /// Whether the permission holds anywhere.
    #[must_use]
    pub fn may(&self, permission: &Permission) -> bool {
        self.0.contains_key(permission.code)
    }

    /// Whether whoever has these rights may give `other` away: nobody gives what they do not have, nor for branches
    /// where they do not have it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.missing(other).next().is_none()
    }

    /// The permissions of `other` that these rights lack, or lack somewhere.
    pub fn missing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'static str> + 'a {
        other
            .0
            .iter()
            .filter(|(code, theirs)| !self.0.get(**code).is_some_and(|mine| mine.covers(theirs)))
            .map(|(code, _)| *code)
    }

    /// These rights without what `keep` refuses, such as what an API key was not given.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&'static Permission) -> bool) -> Self {
        self.0
            .retain(|code, _| catalogue().find(code).is_some_and(&keep));
        self
    }

    /// The permissions that make sense with these modules, in the catalogue's order.
    pub fn permissions<'a>(
        &'a self,
        modules: &'a ModuleSet,
    ) -> impl Iterator<Item = (&'static Permission, &'a BranchScope)> + 'a {
        catalogue()
            .iter()
            .filter(|permission| modules.contains(permission.module))
            .filter_map(|permission| Some((permission, self.scope(permission)?)))
    }
}
