/** The desk's script. The element stands in the document already. */
import './guichet-desk.ts';
