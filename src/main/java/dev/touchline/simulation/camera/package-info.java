/**
 * Detects goals from recorded positions of the ball, and plans the reports of such a camera. Entry: {@code CameraPlan}.
 * Depends on {@code json}, {@code simulation.agent} and {@code simulation.plan}.
 */
package dev.touchline.simulation.camera;
