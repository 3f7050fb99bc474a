/** What a new gallery can begin as. */
export const PRESETS = ['download', 'retouch', 'archive'] as const;
export type Preset = (typeof PRESETS)[number];
