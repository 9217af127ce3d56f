/** What tests of the whole application share: an agent's hands, a follower's eyes, and a look at problems. */
package dev.touchline.testing;
