//! Smaller answers for those who can read them.

use crate::cors::vary;
use actix_http::{
    HttpMessage, Response,
    body::{BodySize, BoxBody, MessageBody},
    encoding::Encoder,
    header::{ContentEncoding, HeaderMap},
};
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, AcceptEncoding, Encoding, Header},
    },
};

/// Bytes below which compression is not worth its header.
const MIN_SIZE: u64 = 1024;

/// What the client reads best; Brotli before gzip where it does not mind.
pub(crate) fn negotiate(request: &impl HttpMessage) -> ContentEncoding {
    let offered = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    match AcceptEncoding::parse(request).map(|accepted| accepted.negotiate(offered.iter())) {
        Ok(Some(Encoding::Known(encoding))) => encoding,
        // What the client cannot read at all is still better than no answer.
        _ => ContentEncoding::Identity,
    }
}

/// What goes out as it is: compressed already as well as can be, or named by a strong tag.
struct Kept;

/// Leaves an answer as it is.
pub(crate) fn keep(response: &mut HttpResponse) {
    response.extensions_mut().insert(Kept);
}

/// Compresses an answer that is large enough, of a kind that shrinks, and not compressed already.
pub(crate) fn apply(
    encoding: ContentEncoding,
    mut response: Response<BoxBody>,
) -> Response<BoxBody> {
    let kept = response.extensions().contains::<Kept>();
    if kept
        || response.headers().contains_key(header::CONTENT_ENCODING)
        || !shrinks(response.headers())
    {
        return response;
    }
    let large = match response.body().size() {
        BodySize::None => false,
        BodySize::Sized(size) => size >= MIN_SIZE,
        BodySize::Stream => true,
    };
    if !large || response.status() == StatusCode::PARTIAL_CONTENT {
        return response;
    }
    vary(response.headers_mut(), header::ACCEPT_ENCODING);
    if encoding == ContentEncoding::Identity {
        return response;
    }
    response.map_body(|head, body| BoxBody::new(Encoder::response(encoding, head, body)))
}

fn shrinks(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    // A stream of events would wait in the compressor's buffer.
    (kind.starts_with("text/") && kind != "text/event-stream")
        || kind == "image/svg+xml"
        || ["json", "javascript", "xml", "wasm"]
            .iter()
            .any(|end| kind.ends_with(end))
}
