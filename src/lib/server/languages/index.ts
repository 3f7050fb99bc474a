export { chooseLanguage } from './choose-language.ts';
export { languageOfStudio, languagesOf } from './language-of.ts';
export { languageOfMail } from './mail-language.ts';
