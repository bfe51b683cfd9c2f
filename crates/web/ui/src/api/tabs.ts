/** What tabs of one browser tell each other about the log-in that they share. */
interface Listener {
  /** Somebody logged out elsewhere. */
  left(): void;
  /** Somebody logged in elsewhere: who, where that is known. */
  entered(user: string | null): void;
}

type Message = { kind: 'left' } | { kind: 'entered'; user: string | null };

/** The other tabs. A browser that knows no `BroadcastChannel` has none. */
export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(name: string, listener: Listener) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'left') listener.left();
      else listener.entered(data.user);
    });
  }

  leave(): void {
    this.tell({ kind: 'left' });
  }

  enter(user: string | null): void {
    this.tell({ kind: 'entered', user });
  }

  private tell(message: Message): void {
    this.channel?.postMessage(message);
  }
}
