import type { CameraView } from '#lib/contract/camera.ts';
import { dateWords } from '#lib/messages/format.ts';
import { t } from '#lib/messages/index.ts';

/** Without its pictures. */
export type CameraFacts = Omit<CameraView, 'fileIds'>;
export type Camera = CameraFacts & { label: string };

/** With a name for people; the serial number only where two of one name are told apart by it. */
export function named(cameras: readonly CameraFacts[]): Camera[] {
	return cameras.map((camera) => {
		const name = camera.name || t('studio:cameras.unknown');
		const isOne =
			cameras.filter((each) => each.name === camera.name && each.films === camera.films).length < 2;
		const words =
			isOne || !camera.serial ? name : t('studio:cameras.serial', { name, serial: camera.serial });
		return { ...camera, label: camera.films ? t('studio:cameras.films', { name: words }) : words };
	});
}

const wall = { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** The clock on the wall, which stands in the times as if it were UTC. */
export const wallTime = (atMs: number) => dateWords(atMs, wall);

/** From its first picture to its last. */
export function wallSpan({ firstAt, lastAt }: CameraFacts): string {
	const [first, last] = [new Date(firstAt), new Date(lastAt)];
	const day = (at: Date) =>
		dateWords(at, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
	const hour = (at: Date) => dateWords(at, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });
	const end = day(first) === day(last) ? hour(last) : `${day(last)}, ${hour(last)}`;
	return `${day(first)}, ${hour(first)} – ${end}`;
}
