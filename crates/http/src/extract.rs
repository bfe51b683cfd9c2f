//! Reading bodies, paths and queries; what cannot be read is a problem that names the field.
