import { expect, test } from 'vitest';
import { sidecarName, sidecarOwners } from './names.ts';

const nef = { id: 'nef', cameraName: 'DSC_1.NEF' };
const jpeg = { id: 'jpeg', cameraName: 'dsc_1.jpg' };
const proof = { id: 'proof', cameraName: 'proof-7.jpg', rawFileName: 'DSC_7.CR3' };
const [first, second] = ['Nikon', 'Sony'].map((section) => ({
	id: section,
	cameraName: 'A 9.JPG',
	section
}));
const owners = sidecarOwners([nef, jpeg, proof, ...[first, second].flatMap((one) => one ?? [])]);

test.each([
	['DSC_1.xmp', '', [nef, jpeg]],
	['dsc_1.XMP', '', [nef, jpeg]],
	['DSC_1.NEF.xmp', '', [nef]],
	['DSC_7.xmp', '', [proof]],
	['DSC_7.CR3.xmp', 'elsewhere', [proof]],
	['proof-7.xmp', '', [proof]],
	['A 9.xmp', '', 'unclear'],
	['A 9.xmp', 'Sony', [second]],
	['DSC_2.xmp', '', 'nobody'],
	['.xmp', '', 'nobody']
])('%s in %j', (name, folder, found) => expect(owners(name, folder)).toEqual(found));

test('a new sidecar is named after the RAW where it is known', () => {
	expect([nef, jpeg, proof].map(sidecarName)).toEqual(['DSC_1.xmp', 'dsc_1.xmp', 'DSC_7.xmp']);
});
