from pathlib import Path

from acd.lab.data import own_data


def test_the_stock_data_and_room_for_more(tmp_path: Path) -> None:
    stock = tmp_path / "stock"
    (stock / "sounds" / "en").mkdir(parents=True)
    (stock / "sounds" / "en" / "hello.wav").write_text("x")
    (stock / "documentation").mkdir()
    data = own_data(tmp_path / "own", stock)
    assert own_data(data, stock) == data  # a PBX may start again
    assert (data / "sounds" / "en" / "hello.wav").read_text() == "x"
    assert (data / "documentation").is_dir()
    (data / "sounds" / "acd").mkdir()
    assert not (stock / "sounds" / "acd").exists()
