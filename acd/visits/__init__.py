"""What happens when the PBX visits the engine over FastAGI: a caller walks a flow, hears where he stands, presses a
key on hold; an agent dials a short code; the doctor knocks."""
