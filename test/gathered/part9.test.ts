import { gather } from './gather';

gather(9);
