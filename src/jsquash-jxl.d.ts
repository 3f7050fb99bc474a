/** libjxl as WebAssembly; what it read comes as an `ImageData`, sRGB with straight alpha. */
declare module '@jsquash/jxl/codec/dec/jxl_dec.js' {
	export type Jxl = {
		/** Null where it could not be read to its end. */
		decode: (bytes: Uint8Array) => { data: Uint8ClampedArray; width: number; height: number } | null;
	};
	const start: (options: { wasmBinary: Uint8Array }) => Promise<Jxl>;
	export default start;
}
