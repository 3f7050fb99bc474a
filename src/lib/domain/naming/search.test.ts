import { expect, test } from 'vitest';
import { soughtIn } from './search.ts';

test.each([
	['kuche', 'Küche_1.jpg'],
	['KÜCHE', 'Ku\u0308che_1.jpg'],
	['Ku\u0308che', 'Küche_1.jpg'],
	['strasse', 'Straße.jpg'],
	['straße', 'STRASSE.jpg'],
	['istanbul', 'İstanbul.jpg'],
	['isik', 'Işık.jpg'],
	['οδοσ', 'ΟΔΟΣ.jpg'],
	['fire', '\uFB01re.jpg'],
	['dsc1', 'ＤＳＣ１.jpg'],
	['\u0645\u06CC\u062E\u0648\u0627\u0647\u0645', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645.jpg'],
	['  dsc \u00a0', 'DSC_1.jpg'],
	['lodz', 'Łódź.jpg'],
	['smorrebrod', 'Smørrebrød.jpg'],
	['\u200b', 'anything.jpg']
])('%j finds %j', (sought, name) => {
	expect(soughtIn(sought)(name)).toBe(true);
});

test.each([
	['küchen', 'Küche.jpg'],
	['मारी', 'मरी.jpg'],
	['か', 'が.jpg'],
	['b', 'a.jpg']
])('%j does not find %j', (sought, name) => {
	expect(soughtIn(sought)(name)).toBe(false);
});
