import { describe, expect, test } from 'vitest';
import { readEnv, WrongSettings } from './env.ts';

/** What is said of one wrong setting; null when it is taken. */
function saidOf(name: string, value: string): string | null {
	try {
		readEnv({ [name]: value });
		return null;
	} catch (error) {
		if (!(error instanceof WrongSettings)) throw error;
		expect(error.problems.map((problem) => problem.name)).toEqual([name]);
		return error.problems[0]?.words ?? '';
	}
}

describe('a setting that cannot be meant is refused in a sentence', () => {
	test.each([
		['PORT', 'abc', /whole number from 0 to 65535, not “abc”/],
		['PORT', '-1', /from 0 to 65535/],
		['PORT', '65536', /from 0 to 65535/],
		['PORT', '3000.5', /whole number/],
		['PORT', '0x0BB8', /whole number/],
		['PORT', '3e3', /whole number/],
		['PORT', '/run/proofs.sock', /whole number/],
		['GRACE_SECONDS', '-5', /from 0 to 86400, not “-5”/],
		['GRACE_SECONDS', '2m', /whole number/],
		['GRACE_SECONDS', 'Infinity', /whole number/],
		['TRUST_PROXY', 'true', /whole number from 0 to 10, not “true”/],
		['ROLE', 'server', /“all”, “web”, or “worker”, not “server”/],
		['LOG_LEVEL', 'verbose', /“info”, “debug”, “warn”, “error”, or “silent”/],
		['S3_FORCE_PATH_STYLE', 'ture', /“yes” or “no”, not “ture”/],
		['HOST', '127.0.0.1:3000', /PORT/],
		['HOST', 'http://127.0.0.1', /IP address or the name of this machine/],
		['HOST', '*', /0\.0\.0\.0/],
		['ORIGIN', 'proofs.example.com', /https:\/\/proofs\.example\.com/],
		['ORIGIN', 'localhost:3000', /http:\/\//],
		['ORIGIN', 'https://proofs.example.com/studio', /without a path/],
		['ORIGIN', 'https://proofs.example.com/?a=b', /without a path/],
		['ORIGIN', 'https://proofs.example.com/#a', /without a path/],
		['ORIGIN', 'https://ann@proofs.example.com', /without a path/],
		['ORIGIN', 'https://a.test, https://b.test', /one scheme and host/],
		['ORIGIN', 'https://', /one scheme and host/],
		['ORIGIN', 'ftp://proofs.example.com', /http:\/\/ or https:\/\//],
		['DATA_DIR', '~/proofs', /whole path/],
		['DATA_DIR', 'file:///srv/proofs', /path of a folder/],
		['DATA_DIR', 's3://bucket', /STORAGE/],
		['STORAGE', 'dsik', /“disk” or “s3:\/\/bucket\/prefix”, not “dsik”/],
		['STORAGE', 's3', /s3:\/\/bucket/],
		['STORAGE', 's3://', /s3:\/\/bucket/],
		['STORAGE', 's3:/bucket', /s3:\/\/bucket/],
		['STORAGE', 's3://My_Bucket', /small letters/],
		['STORAGE', 's3://bucket/../other', /s3:\/\/bucket/],
		['STORAGE', 's3://bucket/with blank', /s3:\/\/bucket/],
		['STORAGE', 'https://bucket.s3.amazonaws.com', /S3_ENDPOINT/],
		['S3_ENDPOINT', 'minio:9000', /http:\/\/ or https:\/\//],
		['S3_ENDPOINT', 'https://', /address/],
		['S3_ENDPOINT', 'https://key:hush@minio.test', /AWS_ACCESS_KEY_ID/],
		['S3_REGION', 'us east 1', /eu-central-1/],
		['SMTP_URL', 'mail.example.com', /smtp:\/\/ or smtps:\/\//],
		['SMTP_URL', 'mail.example.com:587', /smtp:\/\/ or smtps:\/\//],
		['SMTP_URL', 'https://mail.example.com', /smtp:\/\/ or smtps:\/\//],
		['SMTP_URL', 'smtp://', /smtp:\/\/ or smtps:\/\//],
		['SMTP_URL', 'smtp://ann:hu#sh@mail.test', /%23/],
		['SMTP_URL', 'smtp://ann:hu/sh@mail.test', /%2F/],
		['SMTP_URL', 'smtp://ann:12/34@mail.test', /%2F/],
		['SMTP_URL', 'smtp://ann:12?34@mail.test', /%3F/],
		['SMTP_URL', 'smtp://ann:100%@mail.test', /%25/],
		['SMTP_URL', 'smtp://mail.test:99999', /smtp:\/\/ or smtps:\/\//],
		['MAIL_FROM', 'Studio Müller', /hello@studio\.example/],
		['MAIL_FROM', 'Studio Müller <>', /hello@studio\.example/],
		['MAIL_FROM', 'a@studio.test, b@studio.test', /one address/],
		['MAIL_FROM', 'Studio <a@studio.test>, Ben <b@studio.test>', /one address/],
		['MAIL_FROM', 'jörg@studio.test', /before the @/],
		['OWNER_EMAIL', 'ann', /@/],
		['OWNER_PASSWORD', 'short', /8 characters/]
	])('%s=%s', (name, value, words) => {
		expect(saidOf(name, value)).toMatch(words);
	});

	test('all at once, each with its name, and no secret is repeated', () => {
		const wrong = () =>
			readEnv({
				PORT: 'abc',
				SMTP_URL: 'smtp://ann:hu#sh@mail.test',
				S3_ENDPOINT: 'https://key:hush@s3.test',
				OWNER_PASSWORD: 'hush'
			});
		expect(wrong).toThrow(/^[^\n]*nothing was changed[^]*\n {2}PORT: .*\n[^]*S3_ENDPOINT: [^]*SMTP_URL: /);
		expect(wrong).not.toThrow(/hush|hu#sh/);
	});
});

describe('a setting is taken as people write it', () => {
	test.each([
		['PORT', '8080', 8080],
		['PORT', '"8080"', 8080],
		['PORT', ' 8080\n', 8080],
		['GRACE_SECONDS', '0', 0],
		['ROLE', 'Web', 'web'],
		['LOG_LEVEL', 'WARN', 'warn'],
		['HOST', '0.0.0.0', '0.0.0.0'],
		['HOST', '[::1]', '::1'],
		['HOST', 'localhost', 'localhost'],
		['HOST', 'nas.local', 'nas.local'],
		['ORIGIN', 'https://proofs.example.com/', 'https://proofs.example.com'],
		['ORIGIN', 'HTTPS://Proofs.Example.com:443', 'https://proofs.example.com'],
		['ORIGIN', 'https://müller.test', 'https://xn--mller-kva.test'],
		['ORIGIN', 'http://[::1]:3000', 'http://[::1]:3000'],
		['DATA_DIR', './my proofs', './my proofs'],
		['STORAGE', 'Disk', 'disk'],
		['STORAGE', 's3://bucket', 's3://bucket'],
		['STORAGE', 's3://my.bucket-1/a/b_c/', 's3://my.bucket-1/a/b_c/'],
		['S3_ENDPOINT', 'https://store.test/storage/v1/s3', 'https://store.test/storage/v1/s3'],
		['S3_REGION', 'auto', 'auto'],
		['S3_FORCE_PATH_STYLE', 'ON', true],
		['S3_FORCE_PATH_STYLE', 'false', false],
		['SMTP_URL', 'smtps://ann%40x.test:p%23@mail.test:465', 'smtps://ann%40x.test:p%23@mail.test:465'],
		['SMTP_URL', 'SMTP://mail.test', 'SMTP://mail.test'],
		['SMTP_URL', 'smtp://ann:p@ss@mail.test', 'smtp://ann:p@ss@mail.test'],
		['SMTP_URL', 'smtp://relay:25/?requireTLS=false', 'smtp://relay:25/?requireTLS=false'],
		['OWNER_EMAIL', ' Ann@Studio.test ', 'ann@studio.test'],
		['OWNER_PASSWORD', '"light table"', '"light table"']
	])('%s=%s', (name, value, taken) => {
		expect(readEnv({ [name]: value })).toMatchObject({ [name]: taken });
	});

	test.each([
		['hello@studio.test', '', 'hello@studio.test'],
		['Studio Müller <hello@studio.test>', 'Studio Müller', 'hello@studio.test'],
		['"Müller, Studio" <Hello@Studio.test>', 'Müller, Studio', 'hello@studio.test'],
		['Müller & Söhne, Fotografie, Berlin <hello@studio.test>', 'Müller & Söhne, Fotografie, Berlin', ''],
		['"Studio Müller <hello@studio.test>"', 'Studio Müller', 'hello@studio.test'],
		["'Studio Müller <hello@studio.test>'", 'Studio Müller', 'hello@studio.test'],
		['Studio Mu\u0308ller<hello@studio.test>', 'Studio Müller', 'hello@studio.test'],
		['<hello@studio.test>', '', 'hello@studio.test'],
		['Studio Müller <hello@studio.test', '', 'hello@studio.test'],
		['mailto:hello@studio.test', '', 'hello@studio.test'],
		['Studio\u00a0Müller <\u200bhello@studio.test>', 'Studio Müller', 'hello@studio.test'],
		['写真館 <hello@studio.test>', '写真館', 'hello@studio.test'],
		['Studio\r\nBcc: x@y.test <hello@studio.test>', 'Studio Bcc: x@y.test', 'hello@studio.test'],
		['hello@müller.test', '', 'hello@xn--mller-kva.test']
	])('MAIL_FROM=%s', (value, name, address) => {
		expect(readEnv({ MAIL_FROM: value }).MAIL_FROM).toEqual({
			name,
			address: address || 'hello@studio.test'
		});
	});

	test('empty is not set', () => {
		const blank = { PORT: '', ORIGIN: ' ', STORAGE: '""', MAIL_FROM: '', SMTP_URL: '', OWNER_EMAIL: '' };
		expect(readEnv(blank)).toEqual(readEnv({}));
		expect(readEnv({ PORT: '8080' }).ORIGIN).toBe('http://localhost:8080');
		expect(readEnv({}).MAIL_FROM).toEqual({ name: '', address: 'proofsheet@localhost' });
	});
});
