import { expect, it } from 'vitest';
import { keptOf } from './kept-pages.ts';

const HERE = 'https://proofs.example';
const kindOf = (path: string) => keptOf(new URL(path, HERE), HERE)?.kind ?? null;

it.each([
	['/g/abc123', 'page'],
	['/g/abc123/files', 'list'],
	['/r/abc123/f1/2/750.webp', 'preview'],
	['/r/abc123/f1/2/750-0123456789ab.webp', 'preview'],
	['/r/abc123/f1/2/750-wait.webp', null],
	['/_app/immutable/chunks/x.js', 'shell'],
	['/g/abc123/files/f1/download', null],
	['/g/abc123/files?as=studio', null],
	['/g/abc123/marks', null],
	['/g/abc123/seat', null],
	['/g/abc123/archives', null],
	['/r/abc123/f1/2/half.webp', null],
	['/r/abc123/f1/2/original', null],
	['/d/token', null],
	['/d/token/archive.zip', null],
	['/o/order1', null],
	['/i/token', null],
	['/studio/g/abc123', null],
	['/api/v1/files/f1/original', null],
	['https://elsewhere.example/g/abc123', null]
])('%s is kept as %s', (path, kind) => expect(kindOf(path)).toBe(kind));
