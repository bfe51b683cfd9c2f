use crate::db::connect::tls;
use futures_util::{StreamExt, stream};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_postgres::AsyncMessage;

/// What other processes say through the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    /// A `NOTIFY` on a channel.
    Message {
        /// The channel.
        channel: String,
        /// What was said.
        payload: String,
    },
    /// The connection was lost for a while: messages may have been missed, so what depends on them must be forgotten.
    Missed,
}

/// Listens on channels for as long as the process lives, reconnecting when the server comes back.
#[derive(Debug, Clone)]
pub struct Notifications {
    sender: broadcast::Sender<Notification>,
}

impl Notifications {
    /// Starts listening. Must be called inside a Tokio runtime that outlives the listeners.
    #[must_use]
    pub fn listen(config: tokio_postgres::Config, channels: &'static [&'static str]) -> Self {
        let (sender, _) = broadcast::channel(1024);
        let listener = sender.clone();
        tokio::spawn(async move {
            loop {
                match listen_once(&config, channels, &listener).await {
                    Ok(()) => tracing::warn!("notification connection closed; connecting again"),
                    Err(error) => {
                        tracing::warn!(%error, "notification connection failed; connecting again")
                    }
                }
                let _ = listener.send(Notification::Missed);
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        });
        Self { sender }
    }

    /// Everything said from now on. A receiver that falls behind gets an error from `recv`, to be taken as
    /// [`Notification::Missed`].
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Notification> {
        self.sender.subscribe()
    }
}

async fn listen_once(
    config: &tokio_postgres::Config,
    channels: &[&str],
    sender: &broadcast::Sender<Notification>,
) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(tls()).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let listen: String = channels
        .iter()
        .map(|channel| format!("LISTEN {channel};"))
        .collect();
    let mut listening = std::pin::pin!(client.batch_execute(&listen));
    let mut started = false;
    loop {
        tokio::select! {
            result = &mut listening, if !started => {
                result?;
                started = true;
                // Whatever was said before we listened is unknown.
                let _ = sender.send(Notification::Missed);
            }
            message = messages.next() => match message {
                None => return Ok(()),
                Some(Err(error)) => return Err(error),
                Some(Ok(AsyncMessage::Notification(notification))) => {
                    let _ = sender.send(Notification::Message {
                        channel: notification.channel().to_owned(),
                        payload: notification.payload().to_owned(),
                    });
                }
                Some(Ok(_)) => {}
            },
        }
    }
}
