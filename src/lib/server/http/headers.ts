import type { ServerResponse } from 'node:http';

const COMMON: Record<string, string> = {
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
	'x-robots-tag': 'noindex, nofollow, noarchive, noimageindex',
	'x-frame-options': 'DENY',
	vary: 'Cookie'
};

/** Headers that every answer carries; Kit adds the CSP of its pages. */
export function setCommonHeaders(res: ServerResponse, origin: string) {
	for (const [name, value] of Object.entries(COMMON)) res.setHeader(name, value);
	if (origin.startsWith('https:'))
		res.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains');
}
