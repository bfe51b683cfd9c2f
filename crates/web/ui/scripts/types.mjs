// Writes src/api/schema.d.ts from the OpenAPI document, so that a screen that does not fit the API does not compile.
// The document is the one that the server's tests hold against the routes.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const snapshot = new URL('../../../http/tests/it/snapshots/it__openapi__openapi.snap', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);

const text = await readFile(snapshot, 'utf8');
const document = JSON.parse(text.slice(text.indexOf('\n---\n') + 5));
const types = astToString(
    await openapi(document, { rootTypes: true, rootTypesNoSchemaPrefix: true, alphabetize: true }),
);

await mkdir(new URL('.', target), { recursive: true });
const before = await readFile(target, 'utf8').catch(() => '');
if (before !== types) await writeFile(target, types);
