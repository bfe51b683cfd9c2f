import { expect, it } from 'vitest';
import { checkLogo, kindOf, LogoError, MOST_BYTES } from './logoFile';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const text = (value: string) => new TextEncoder().encode(value);

it('knows a picture by its bytes', () => {
  expect(kindOf(new Uint8Array(PNG))).toBe('image/png');
  expect(kindOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
  expect(kindOf(text('RIFF1234WEBP'))).toBe('image/webp');
  expect(kindOf(text('RIFF1234WAVE'))).toBeNull();
  expect(kindOf(text('<svg xmlns='))).toBeNull();
  expect(kindOf(text(''))).toBeNull();
});

it('refuses what the server would, before it is sent', async () => {
  const fault = (file: Blob) =>
    checkLogo(file).then(
      () => null,
      (error: unknown) => (error instanceof LogoError ? error.fault : error),
    );
  expect(await fault(new Blob(['<svg></svg>'], { type: 'image/png' }))).toBe('kind');
  expect(await fault(new Blob([new Uint8Array(PNG), new Uint8Array(MOST_BYTES)]))).toBe('bytes');
});
