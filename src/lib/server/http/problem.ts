export type Problem = {
	status: number;
	title: string;
	detail: string;
	errors?: { field: string; detail: string }[];
	/** An address to go on at: a button where a person reads it. */
	open?: string;
	[more: string]: unknown;
};
