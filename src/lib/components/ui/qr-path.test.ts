import { expect, test } from 'vitest';
import { scanned } from '#tests/support/media/qr.ts';
import { qrPath, qrSvg } from './qr-path.ts';

const token = 'Zq3-_9'.repeat(12);
const links = [
	'http://localhost:3000/g/01K5ZQ',
	`https://proofs.example.com/i/${token}`,
	`http://192.168.178.20:3000/d/${token}`,
	`http://[fd00::12]:8080/i/${token}`,
	`https://${'long-name.'.repeat(20)}example/i/${token}`,
	'https://bücher.example/g/été?as=ü&x=1#%F0%9F%93%B7'
];

test.each(links)('a phone reads %s from the picture', async (link) => {
	expect(await scanned(Buffer.from(qrSvg(link)))).toBe(link);
});

test.each(links)('%s has a quiet zone of four modules on each side', (link) => {
	const { size, path } = qrPath(link);
	const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => ({
		left: Number(x),
		right: Number(x) + Number(length),
		y: Number(y)
	}));
	expect(Math.min(...runs.map(({ left }) => left))).toBe(4);
	expect(Math.max(...runs.map(({ right }) => right))).toBe(size - 4);
	expect(Math.min(...runs.map(({ y }) => y))).toBe(4);
	expect(Math.max(...runs.map(({ y }) => y))).toBe(size - 5);
});
