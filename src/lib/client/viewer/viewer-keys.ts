import { actOf, filmActOf, goesOn, isWriting } from '#lib/client/keys.ts';
import type { FilmAct } from './film-player.svelte.ts';
import type { Label, Pick } from '#lib/domain/marks/values.ts';

type Acts = {
	move: (step: 1 | -1) => void;
	pick: (pick: Pick | null) => void;
	stars: (stars: number) => void;
	label: (label: Label) => void;
	film: (act: FilmAct) => void;
	/** A film is on show: some keys are its own then. */
	canPlay: () => boolean;
} & Record<'hide' | 'compare' | 'before' | 'zoom' | 'comment' | 'help' | 'back', () => void>;

/** A dialog stands above the viewer. */
const isCovered = () => document.querySelectorAll('dialog:modal').length > 1;

/**
 * What a key does while the viewer is open; keys in fields, sliders and boxes above it are theirs. Esc is one of them:
 * browsers let a page hold back only the first of two closings.
 */
export function pressIn(acts: Acts) {
	return (event: KeyboardEvent) => {
		const { target, key, defaultPrevented } = event;
		if (defaultPrevented || isWriting(target) || !(target instanceof Element) || isCovered()) return;
		const slides = target.matches('[type=range]');
		const act = actOf(event);
		// a button's own key
		const presses = key === ' ' && target.closest('button, a, summary, label');
		const film = acts.canPlay() && !presses && filmActOf(event);
		if (film) acts.film(film);
		else if (key === 'ArrowRight' && !slides) acts.move(1);
		else if (key === 'ArrowLeft' && !slides) acts.move(-1);
		else if (key === 'Escape') acts.back();
		else if (act?.do === 'pick') acts.pick(act.pick);
		else if (act?.do === 'stars') acts.stars(act.stars);
		else if (act?.do === 'label') acts.label(act.label);
		else if (act) acts[act.do]();
		else return;
		if (event.shiftKey && act && goesOn(act)) acts.move(1);
		event.preventDefault();
		event.stopPropagation();
	};
}
