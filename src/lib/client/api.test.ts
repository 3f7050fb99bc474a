import { expect, test } from 'vitest';
import { CallFault } from './api.ts';

const fault = (status: number, items: unknown) => new CallFault(status, { items }, 'no');

test('pictures under order are named by a conflict that lists them, and by nothing else', () => {
	expect(fault(409, undefined).pendingItems()).toBeUndefined();
	expect(fault(409, 'many').pendingItems()).toBeUndefined();
	expect(fault(409, [{ name: 'x' }]).pendingItems()).toBeUndefined();
	expect(fault(422, [{ cameraName: 'DSC_1.jpg' }]).pendingItems()).toBeUndefined();
	const items = [{ id: '1', cameraName: 'DSC_1.jpg', orderNumber: 1001 }];
	expect(fault(409, items).pendingItems()).toEqual(['DSC_1.jpg']);
});
