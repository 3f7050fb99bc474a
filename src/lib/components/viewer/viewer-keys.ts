import { actOf, goesOn, isWriting } from '#lib/client/keys.ts';
import type { Label, Pick } from '#lib/domain/marks/values.ts';

type Acts = {
	move: (step: 1 | -1) => void;
	pick: (pick: Pick | null) => void;
	stars: (stars: number) => void;
	label: (label: Label) => void;
} & Record<'hide' | 'compare' | 'before' | 'zoom' | 'comment' | 'help', () => void>;

/** What a key does in the viewer; keys in fields, sliders and boxes above it are theirs. */
export function pressIn(acts: Acts) {
	return (event: KeyboardEvent) => {
		const { target, currentTarget, key } = event;
		if (isWriting(target) || !(target instanceof Element) || target.closest('dialog') !== currentTarget)
			return;
		const slides = target.matches('[type=range]');
		const act = actOf(event);
		if (key === 'ArrowRight' && !slides) acts.move(1);
		else if (key === 'ArrowLeft' && !slides) acts.move(-1);
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
