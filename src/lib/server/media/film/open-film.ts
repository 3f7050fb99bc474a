import * as v from 'valibot';
import type { Kind } from '#lib/domain/kinds/kinds.ts';
import { Unpicturable } from '../faults.ts';
import type { Size } from '../sizes.ts';
import { checkWhole } from './whole.ts';
import { runTool } from './run-tool.ts';
import type { FilmTools } from './tools.ts';

/** A film whose head has been read and found acceptable. */
export type Film = Size & {
	path: string;
	/** What ffmpeg is told before it opens it. */
	input: readonly string[];
	video: number;
	audio: number | null;
	durationMs: number;
	/** Frames a second, as a fraction. */
	rate: string;
	/** Each frame is two halves of different moments, as camcorders film. */
	isInterlaced: boolean;
	transfer: 'sdr' | 'hlg' | 'pq';
	/** Where the file does not say how its colours are meant: as HD or as SD. */
	matrix: string;
};

/** Each kind of file has one reader, and no other looks at it: lists of further files (HLS, concat) are not among them. */
const readers: Partial<Record<string, string>> = {
	mp4: 'mov',
	mov: 'mov',
	mkv: 'matroska',
	webm: 'matroska',
	avi: 'avi',
	mts: 'mpegts',
	mxf: 'mxf'
} satisfies Partial<Record<Kind, string>>;

const CODECS =
	'h264,hevc,av1,libdav1d,libaom-av1,vp8,vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4v2,msmpeg4v3,h263,mjpeg,prores,' +
	'dnxhd,cfhd,dvvideo,wmv2,vc1,ffv1,rawvideo,qtrle,png,aac,aac_latm,ac3,eac3,mp2,mp3,mp3float,opus,vorbis,flac,alac,' +
	'pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw,pcm_bluray,amrnb,amrwb,dca';

/** Of a frame: 8K, in either direction. */
const MOST_PIXELS = 8192 * 4608;
const LONGEST_MS = 24 * 3_600_000;
const PROBE = { cpuSeconds: 20, fileBytes: 0 };

const text = v.optional(v.string());
const Stream = v.object({
	index: v.number(),
	codec_type: text,
	codec_name: text,
	width: v.optional(v.number()),
	height: v.optional(v.number()),
	sample_aspect_ratio: text,
	color_transfer: text,
	color_space: text,
	field_order: text,
	avg_frame_rate: text,
	duration: text,
	disposition: v.optional(v.object({ attached_pic: v.optional(v.number()) })),
	tags: v.optional(v.object({ rotate: text })),
	side_data_list: v.optional(v.array(v.object({ rotation: v.optional(v.number()) })))
});
const Probed = v.object({
	streams: v.optional(v.array(Stream), []),
	format: v.optional(v.object({ duration: text }), {})
});
type Stream = v.InferOutput<typeof Stream>;

const ASKED =
	'format=duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,color_transfer,color_space,' +
	'field_order,avg_frame_rate,duration:stream_disposition=attached_pic:stream_tags=rotate:stream_side_data=rotation';

/** Null: nothing in it moves (sound only, or a kind that nobody reads). Throws Unpicturable where it is damaged. */
export async function openFilm({ ffprobe }: FilmTools, path: string, kind: string): Promise<Film | null> {
	const reader = readers[kind];
	if (!reader) return null;
	checkWhole(path, reader);
	// no network, no other files, and no reader that was not built for films
	const input = ['-protocol_whitelist', 'file,pipe', '-codec_whitelist', CODECS, '-f', reader];
	const asked = ['-v', 'error', ...input, '-show_entries', ASKED, '-of', 'json', `file:${path}`];
	const { isWell, out, complaints } = await runTool(ffprobe, asked, PROBE);
	if (!isWell)
		throw new Unpicturable(
			/moov atom not found|ended prematurely/i.test(complaints) ? 'truncated' : 'unreadable'
		);
	const { streams, format } = v.parse(Probed, JSON.parse(out.toString()));
	if (!streams.length) throw new Unpicturable('unreadable');
	const video = streams.find((one) => one.codec_type === 'video' && !one.disposition?.attached_pic);
	if (!video) return null;
	const { width, height } = uprightSize(video);
	if (width * height > MOST_PIXELS) throw new Unpicturable('too-many-pixels');
	const durationMs = msOf(format.duration) ?? msOf(video.duration) ?? 0;
	return {
		...{ path, input, width, height, video: video.index },
		audio: streams.find((one) => one.codec_type === 'audio' && one.codec_name)?.index ?? null,
		durationMs: Math.min(durationMs, LONGEST_MS),
		rate: rateOf(video.avg_frame_rate),
		isInterlaced: /^[tb][tb]$/.test(video.field_order ?? ''),
		transfer: transferOf(video.color_transfer),
		matrix: video.color_space && video.color_space !== 'unknown' ? 'auto' : height < 720 ? 'bt601' : 'bt709'
	};
}

/** As a person sees it: pixels that are no squares are made square, and what was held upright stands. */
function uprightSize({
	width = 0,
	height = 0,
	sample_aspect_ratio: aspect,
	tags,
	side_data_list: sides
}: Stream): Size {
	if (width < 2 || height < 2) throw new Unpicturable('unsupported');
	const [across = 1, down = 1] = (aspect ?? '').split(':').map(Number);
	const share = across / down;
	const wide = share > 0.1 && share < 10 ? Math.round(width * share) : width;
	const turned = sides?.find((side) => side.rotation !== undefined)?.rotation ?? Number(tags?.rotate ?? 0);
	return Math.abs(Math.round(turned / 90)) % 2 ? { width: height, height: wide } : { width: wide, height };
}

const MOST_A_SECOND = 60;

/** Its mean rate, so that frames follow each other evenly; slow motion is shown at what screens show. */
function rateOf(said = '0/0'): string {
	const [frames = 0, seconds = 0] = said.split('/').map(Number);
	const rate = frames / seconds;
	if (!(rate >= 1)) return '30';
	return rate > MOST_A_SECOND ? String(MOST_A_SECOND) : said;
}

const transferOf = (said: string | undefined) =>
	said === 'arib-std-b67' ? 'hlg' : said === 'smpte2084' ? 'pq' : 'sdr';

function msOf(seconds: string | undefined): number | null {
	const ms = Math.round(Number(seconds) * 1000);
	return ms > 0 ? ms : null;
}
