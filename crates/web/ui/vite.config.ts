import react from '@vitejs/plugin-react';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where `vite` finds the API while someone works on the app; see docs/ui.md. */
const server = process.env.PANAL_DEV_SERVER ?? 'http://127.0.0.1:8123';

/** What customers see of a business; everything else on its host is for its staff. */
const PUBLIC_PAGES = ['/reservar', '/cita', '/calificar', '/oferta'];

/** Which page answers at a path. The server has the same rule, in Rust. */
function page(host: string, path: string): string {
  const within = (root: string) => path === root || path.startsWith(`${root}/`);
  if (host.split(':')[0] === 'localhost') return within('/admin') ? '/platform.html' : '/home.html';
  return PUBLIC_PAGES.some(within) ? '/public.html' : '/staff.html';
}

/** While developing, does what the server does in production: chooses the page and fills in its blanks. */
function pages(): Plugin {
  return {
    name: 'panal-pages',
    apply: 'serve',
    configureServer(vite) {
      vite.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '/').split(/[?#]/)[0] ?? '/';
        const wanted = request.headers.accept?.includes('text/html') ?? false;
        if (wanted && !/^\/(api|health|src|node_modules|@)/.test(path) && !path.endsWith('.html')) {
          request.url = page(request.headers.host ?? '', path);
        }
        next();
      });
    },
    transformIndexHtml: (html) =>
      html
        .replaceAll('__BASE__', '/')
        .replaceAll('__LANG__', 'es')
        .replaceAll('__TITLE__', 'Panal')
        .replaceAll('<!--__HEAD__-->', ''),
  };
}

/** Writes `.br` and `.gz` beside what is worth it, and `version.json`, by which an open page learns of a new build. */
function packed(): Plugin {
  return {
    name: 'panal-packed',
    apply: 'build',
    closeBundle() {
      const dist = join(import.meta.dirname, 'dist');
      const hash = createHash('sha256');
      for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort()) {
        if (!/\.(js|css|svg|html|json)$/.test(file)) continue;
        const path = join(dist, file);
        const content = readFileSync(path);
        hash.update(file).update(content);
        if (!file.startsWith('assets') || content.length < 512) continue;
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
        );
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
      writeFileSync(join(dist, 'version.json'), JSON.stringify({ build: hash.digest('hex').slice(0, 16) }));
    },
  };
}

export default defineConfig(({ command }) => ({
  // Relative, under <base href>: the same files serve a subdomain and a path such as /t/clinica1/.
  base: './',
  html: command === 'build' ? { cspNonce: '__NONCE__' } : {},
  plugins: [react(), pages(), packed()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: ['staff.html', 'public.html', 'home.html', 'platform.html'] },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    allowedHosts: ['.localhost'],
    proxy: {
      '^/t/[^/]+/api': { target: server, changeOrigin: false },
      '/api': { target: server, changeOrigin: false },
      '/health': { target: server },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
}));
