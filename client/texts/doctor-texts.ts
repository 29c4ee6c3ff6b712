// The words of the doctor's page.

import { doctorEnglish } from './english/doctor.ts';
import { inAnyLanguage } from './languages.ts';

export const texts = inAnyLanguage(doctorEnglish);
