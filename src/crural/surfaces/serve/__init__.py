"""One service made of the web app and the interfaces. It only puts parts together; none of them sees another."""
