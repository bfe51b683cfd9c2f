import MeetingRoomOutlined from '@mui/icons-material/MeetingRoomOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { Module } from '../core/modules';

const RoomList = lazy(() => import('./RoomList'));
const RoomCreate = lazy(() => import('./RoomCreate'));
const RoomEdit = lazy(() => import('./RoomEdit'));

/** Where services are given. */
export const rooms: Module = {
  resources: [
    <Resource
      key="rooms"
      name="rooms"
      list={RoomList}
      create={RoomCreate}
      edit={RoomEdit}
      recordRepresentation="name"
    />,
  ],
  menu: [
    {
      to: '/rooms',
      label: 'rooms.menu',
      icon: MeetingRoomOutlined,
      permissions: ['rooms.view'],
      module: 'scheduling',
      section: 'business',
      order: 3,
    },
  ],
};
