/** The page's theme: the system's, or what somebody chose on this device. Kept where the server can read it (no flash). */
export type Theme = 'system' | 'light' | 'dark';

export const themeCookie = 'theme';

export function isTheme(value: unknown): value is Theme {
	return value === 'system' || value === 'light' || value === 'dark';
}

export function readTheme(): Theme {
	const shown = document.documentElement.dataset.theme;
	return isTheme(shown) ? shown : 'system';
}

export function showTheme(theme: Theme) {
	document.documentElement.dataset.theme = theme;
	document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`;
}
