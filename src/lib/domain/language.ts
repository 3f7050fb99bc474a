/** Part of what the contract says of a gallery; which languages there are is the catalogue's to know. */
export { LANGUAGES, type Language } from '#lib/messages/languages.ts';
