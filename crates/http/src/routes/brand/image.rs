//! Receiving a logo: what counts is what the bytes are, whatever they are called.

use crate::{
    problem::{Problem, Unreadable},
    request::RequestInfo,
};
use actix_web::{
    HttpMessage, HttpRequest,
    http::{StatusCode, header::CONTENT_LENGTH},
    web::{Bytes, Payload},
};
use imagesize::ImageType;
use panal_domain::{Invalid, Message};
use panal_persistence::tenant::brand::NewLogo;
use sha2::{Digest, Sha256};

/// Largest logo, in bytes.
const MAX_BYTES: usize = 512 * 1024;
/// Shortest and longest side, in pixels.
const SIDE: std::ops::RangeInclusive<usize> = 16..=4096;
const PNG: &str = "image/png";
const JPEG: &str = "image/jpeg";
const WEBP: &str = "image/webp";

/// Reads a logo from a request.
///
/// # Errors
/// 413 `logo_too_large`, 415 `logo_kind_unsupported`, 400 `body_incomplete`, and those of [`checked`].
pub(super) async fn receive(request: &HttpRequest, body: Payload) -> Result<NewLogo, Problem> {
    let called = request.content_type().to_ascii_lowercase();
    let called = [PNG, JPEG, WEBP]
        .into_iter()
        .find(|kind| called == *kind)
        .ok_or_else(unsupported)?;
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BYTES) {
        return Err(too_large());
    }
    let info = RequestInfo::of(request)?;
    info.set_reading(true);
    let bytes = body
        .to_bytes_limited(MAX_BYTES)
        .await
        .map_err(|_limit| too_large())?
        .map_err(|_cut| Problem::from(Unreadable::Interrupted))?;
    info.set_reading(false);
    checked(&bytes, called)
}

/// A logo that is what it is called, and of a size that can be shown.
///
/// # Errors
/// 422 `validation_failed` of `logo`: `logo_kind_mismatch`, `logo_unreadable`,
/// `logo_dimensions`.
fn checked(bytes: &Bytes, called: &'static str) -> Result<NewLogo, Problem> {
    let kind = match imagesize::image_type(bytes) {
        Ok(ImageType::Png) => PNG,
        Ok(ImageType::Jpeg) => JPEG,
        Ok(ImageType::Webp) => WEBP,
        _ => return Err(refused(&UNREADABLE)),
    };
    if kind != called {
        return Err(refused(&mismatch(called, kind)));
    }
    let size = imagesize::blob_size(bytes).map_err(|_broken| refused(&UNREADABLE))?;
    let side = |pixels: usize| {
        i32::try_from(pixels)
            .ok()
            .filter(|_| SIDE.contains(&pixels))
            .ok_or_else(|| refused(&dimensions(size.width, size.height)))
    };
    Ok(NewLogo {
        kind,
        width: side(size.width)?,
        height: side(size.height)?,
        digest: Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        bytes: bytes.to_vec(),
    })
}

fn refused(invalid: &Invalid) -> Problem {
    Problem::invalid([("logo", invalid.clone())])
}

fn unsupported() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "logo_kind_unsupported",
        Message::new(
            "Ese tipo de archivo no sirve como logo",
            "That type of file does not work as a logo",
        ),
    )
    .detail(Message::new(
        "Envíe una imagen PNG, JPEG o WebP, con su Content-Type. SVG no se acepta: puede contener programas.",
        "Send a PNG, JPEG or WebP picture with its Content-Type. SVG is not taken: it may hold scripts.",
    ))
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "logo_too_large",
        Message::new("El logo pesa demasiado", "The logo is too large"),
    )
    .detail(Message::new(
        "Envíe una imagen de 512 KiB como máximo.",
        "Send a picture of at most 512 KiB.",
    ))
}

fn mismatch(called: &str, kind: &str) -> Invalid {
    Invalid::made(
        "logo_kind_mismatch",
        format!("Es una imagen {kind}, pero se envió como {called}: indique su verdadero tipo."),
        format!("This is {kind}, but it was sent as {called}: say what it is."),
    )
}

fn dimensions(width: usize, height: usize) -> Invalid {
    let (least, most) = (SIDE.start(), SIDE.end());
    Invalid::made(
        "logo_dimensions",
        format!("Mide {width} × {height} píxeles: cada lado debe medir de {least} a {most}."),
        format!("It has {width} × {height} pixels: each side must have {least} to {most}."),
    )
}

const UNREADABLE: Invalid = Invalid::new(
    "logo_unreadable",
    "No es una imagen PNG, JPEG o WebP, o está dañada: guárdela de nuevo en uno de esos formatos.",
    "This is no PNG, JPEG or WebP picture, or it is damaged: save it again in one of these formats.",
);
