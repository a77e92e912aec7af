"""A small house's configuration on disk, to be run for real beside a scripted PBX."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from acd.config.read import read
from acd.config.settings import Settings
from tests.acd_pbx.conftest import SECRET

AGI_SECRET = "0123456789abcdef"
QUEUES = "[queue.sales]\nneeds = { sales = 1 }\nwhisper = false\n"
AGENTS = """
[agent.1001]
skills = { sales = 5 }
signed_in_at_start = true
[agent.1002]
skills = { sales = 5 }
"""
FLOW = "start: main\nnodes:\n  main: {handoff: sales, intent: buy}\n"


@dataclass
class HouseFiles:
    folder: Path
    pbx_port: int
    agi_port: int
    store: str = ""
    secret: str = SECRET

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "acd.sock"

    @property
    def store_file(self) -> Path:
        return self.folder / "acd.sqlite"

    def write(self) -> None:
        (self.config / "flows").mkdir(parents=True, exist_ok=True)
        for name, value in (("agi.secret", AGI_SECRET), ("pbx.secret", self.secret)):
            (self.config / name).touch(mode=0o600)
            (self.config / name).write_text(value)
        (self.config / "acd.toml").write_text(
            f'[daemon]\nrun_dir = "{self.folder / "run"}"\n'
            f'[store]\nurl = "{self.store or f"sqlite:///{self.store_file}"}"\n'
            f'[agi]\nport = {self.agi_port}\nsecret_file = "agi.secret"\n'
            f'[pbx.main]\nport = {self.pbx_port}\nsecret_file = "pbx.secret"\n'
        )
        self.write_queues(QUEUES)
        self.write_agents(AGENTS)
        (self.config / "flows" / "main.yaml").write_text(FLOW)

    def write_queues(self, text: str) -> None:
        (self.config / "queues.toml").write_text(text)

    def write_agents(self, text: str) -> None:
        (self.config / "agents.toml").write_text(text)

    def read(self) -> Settings:
        return read(self.config)


def token(call: str, visit: int) -> str:
    """As the dialplan makes it."""
    return hashlib.sha1(f"{AGI_SECRET}:{call}:{visit}:{AGI_SECRET}".encode()).hexdigest()
