"""What the demonstration network says: Dutch texts as plain data. Nothing here acts; `portal.demo.play` plays it."""
