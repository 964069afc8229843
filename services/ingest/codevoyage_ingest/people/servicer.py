"""PeopleService: translate, call, translate."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage.ingest.v1 import people_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.principal import current_principal
from codevoyage_ingest import parse
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.people import edit_messages, messages
from codevoyage_ingest.people.edits import Edit
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.people import People

Context = grpc.aio.ServicerContext[Any, Any]


class PeopleServicer(pb_grpc.PeopleServiceServicer):
    """Answers for people and their corrections."""

    def __init__(self, *, settings: IngestSettings, people: People) -> None:
        self._settings = settings
        self._people = people

    async def ListPeople(self, request: pb.ListPeopleRequest, context: Context) -> pb.ListPeopleResponse:
        source, size, token = parse.list_people(request)
        now = await self._people.now(await self._resolved(source), tenant=current_principal().tenant)
        return messages.page(now, size=size, token=token)

    async def MergePeople(self, request: pb.MergePeopleRequest, context: Context) -> pb.MergePeopleResponse:
        source, edit, request_id = parse.merge_people(request)
        return pb.MergePeopleResponse(person=await self._edited(edit, source=source, request_id=request_id))

    async def SplitPerson(self, request: pb.SplitPersonRequest, context: Context) -> pb.SplitPersonResponse:
        source, edit, request_id = parse.split_person(request)
        return pb.SplitPersonResponse(person=await self._edited(edit, source=source, request_id=request_id))

    async def ListEdits(self, request: pb.ListEditsRequest, context: Context) -> pb.ListEditsResponse:
        source, size, token = parse.list_edits(request)
        now = await self._people.edits(await self._resolved(source), tenant=current_principal().tenant)
        return edit_messages.page(now, size=size, token=token)

    async def UndoEdit(self, request: pb.UndoEditRequest, context: Context) -> pb.UndoEditResponse:
        source, number, request_id = parse.undo_edit(request)
        now = await self._people.undo(
            number, source=await self._resolved(source), tenant=current_principal().tenant, request_id=request_id
        )
        return pb.UndoEditResponse(edit=edit_messages.page(now, size=1, token="").edits[0])

    async def _edited(self, edit: Edit, *, source: str, request_id: str) -> pb.Person:
        now = await self._people.edit(
            edit, source=await self._resolved(source), tenant=current_principal().tenant, request_id=request_id
        )
        return messages.person(now, now.person(edit))

    async def _resolved(self, source: str) -> str:
        # A path is looked at on disk; a network drive that hangs must not stop the event loop.
        return (await asyncio.to_thread(resolve, source, roots=self._settings.permitted_roots())).key
