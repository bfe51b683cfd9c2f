// Measures a page by Lighthouse as a mid-range telephone on a slow network sees it, and fails below what docs/ui.md
// promises: npm run lighthouse -- http://clinica1.localhost:8000/reservar
import { mkdir, writeFile } from 'node:fs/promises';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const PROMISED = { performance: 0.9, accessibility: 1 };

const url = process.argv[2];
if (!url) throw new Error('which page? npm run lighthouse -- <address>');
const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromeFlags: ['--headless=new', '--no-sandbox'],
});
try {
    const result = await lighthouse(url, {
        port: chrome.port,
        output: ['json', 'html'],
        onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
    if (!result) throw new Error('no result');
    const { lhr, report } = result;
    const [, html = ''] = report;
    await mkdir('test-results', { recursive: true });
    await writeFile('test-results/lighthouse.html', html);
    const figures = [
        'first-contentful-paint',
        'largest-contentful-paint',
        'total-blocking-time',
        'cumulative-layout-shift',
        'total-byte-weight',
    ];
    const out = [
        ...Object.values(lhr.categories).map(
            ({ id, score }) => `${id.padEnd(26)} ${Math.round((score ?? 0) * 100)}`,
        ),
        ...figures.map((id) => `${id.padEnd(26)} ${lhr.audits[id]?.displayValue ?? ''}`),
        ...Object.values(lhr.audits)
            .filter(({ score, scoreDisplayMode }) => score === 0 && scoreDisplayMode === 'binary')
            .map(({ id, title }) => `failed: ${id}: ${title}`),
    ];
    process.stdout.write(`${out.join('\n')}\n`);
    for (const [id, least] of Object.entries(PROMISED)) {
        if ((lhr.categories[id]?.score ?? 0) < least) process.exitCode = 1;
    }
} finally {
    chrome.kill();
}
