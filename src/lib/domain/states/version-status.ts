export const versionStatuses = [
	'processing',
	'asks',
	'failed',
	'current',
	'past',
	'refused',
	'discarded',
	'unmatched'
] as const;
export type VersionStatus = (typeof versionStatuses)[number];
