; What the facts of a file are made of; read by the engine's fact extraction. The captures are explained there.
