export const KINDS = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type Kind = (typeof KINDS)[number];

/** The most that a logo may have. */
export const MOST_BYTES = 512 * 1024;
/** Pixels of a side. */
export const LEAST_SIDE = 16;
export const MOST_SIDE = 4096;

/** Why a file cannot be the logo. */
export type LogoFault = 'kind' | 'bytes' | 'side' | 'broken';

/** What a file is by its first bytes, whatever it is called, as the server will see it; null: none that may be a logo. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const begins = (at: number, ...expected: number[]) => expected.every((byte, i) => bytes[at + i] === byte);
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}

/** The kind of a file that may be the logo; throws a [`LogoFault`] of one that may not, before anything is sent. */
export async function checkLogo(file: Blob): Promise<Kind> {
  const kind = kindOf(new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  if (kind === null) throw new LogoError('kind');
  if (file.size > MOST_BYTES) throw new LogoError('bytes');
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) throw new LogoError('broken');
  const sides = [picture.width, picture.height];
  picture.close();
  if (sides.some((side) => side < LEAST_SIDE || side > MOST_SIDE)) throw new LogoError('side');
  return kind;
}

export class LogoError extends Error {
  override name = 'LogoError';
  constructor(readonly fault: LogoFault) {
    super(fault);
  }
}
