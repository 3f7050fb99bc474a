/** The part of libheif's C interface that a decoder uses (libheif/heif.h); pointers are numbers into `HEAPU8`. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
	export type Libheif = {
		/** Replaced whenever the memory grows: never kept. */
		readonly HEAPU8: Uint8Array;
		_malloc: (bytes: number) => number;
		_free: (at: number) => void;
		_heif_context_alloc: () => number;
		_heif_context_free: (context: number) => void;
		_heif_context_read_from_memory_without_copy: (
			error: number,
			context: number,
			at: number,
			bytes: number,
			options: number
		) => void;
		_heif_context_get_primary_image_handle: (error: number, context: number, out: number) => void;
		_heif_image_handle_get_width: (handle: number) => number;
		_heif_image_handle_get_height: (handle: number) => number;
		_heif_image_handle_get_raw_color_profile_size: (handle: number) => number;
		_heif_image_handle_get_raw_color_profile: (error: number, handle: number, out: number) => void;
		_heif_image_handle_get_nclx_color_profile: (error: number, handle: number, out: number) => void;
		_heif_image_handle_has_alpha_channel: (handle: number) => number;
		_heif_image_handle_release: (handle: number) => void;
		_heif_decoding_options_alloc: () => number;
		_heif_decoding_options_free: (options: number) => void;
		_heif_decode_image: (
			error: number,
			handle: number,
			out: number,
			colorspace: number,
			chroma: number,
			options: number
		) => void;
		_heif_image_get_width: (image: number, channel: number) => number;
		_heif_image_get_height: (image: number, channel: number) => number;
		_heif_image_get_plane_readonly: (image: number, channel: number, stride: number) => number;
		_heif_image_get_decoding_warnings: (image: number, from: number, errors: number, most: number) => number;
		_heif_image_release: (image: number) => void;
	};
	/** Compiles the library anew, with a memory of its own. */
	const start: () => Promise<Libheif>;
	export default start;
}
