/** Leading characters by which spreadsheets take a cell for a formula, full-width forms included. */
const FORMULA = /^[\s]*[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;

/** One cell by RFC 4180; a text that could run as a formula is quoted with an apostrophe. */
export function csvCell(value: string | number | null | undefined): string {
	if (value == null) return '';
	if (typeof value === 'number') return String(value);
	const guarded = (FORMULA.test(value) ? `'${value}` : value).replaceAll('\0', '');
	return /[",;\r\n\t]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** One line with its line end. */
export function csvRow(cells: readonly (string | number | null | undefined)[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}
