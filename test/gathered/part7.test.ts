import { gather } from './gather';

gather(7);
