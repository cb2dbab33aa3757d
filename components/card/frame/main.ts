import './frame.css';
import {start} from './start.ts';

void start();
