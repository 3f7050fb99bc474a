// the part of the library that we use brings no types of its own
declare module 'hls.js/light' {
	export { default } from 'hls.js';
}
