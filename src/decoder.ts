import { parseArgs } from 'node:util';
import { serveTasks } from '#lib/server/media/serve.ts';

const { ffmpeg, ffprobe } = parseArgs({
	options: { ffmpeg: { type: 'string' }, ffprobe: { type: 'string' } }
}).values;

await serveTasks(ffmpeg && ffprobe ? { ffmpeg, ffprobe } : null);
